/** The service described by itself: CSDL in XML and in JSON, and the service document. */
export { csdlJson } from './csdl-json.ts';
export { csdlXml } from './csdl-xml.ts';
export { serviceDocument } from './service-document.ts';
