import { GalleryInDevelopment } from './gallery-in-development.js';
import { GalleryController } from './gallery.controller.js';

/** Every page in every state, for whoever works on their look. */
export const GALLERY_FEATURE = {
  controllers: [GalleryController],
  providers: [GalleryInDevelopment],
};
